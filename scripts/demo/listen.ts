// Taking a port, or saying in one sentence why not.
import type { AddressInfo, Server } from 'node:net';
import { DemoError } from './options';

/** @returns the port taken, of the system's choice for 0 @throws DemoError */
export function listen(server: Server, port: number, host: string, user: string, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new DemoError(`port ${port} is taken, perhaps by ${user}: stop it, or choose another port with ${option} N`));
      else if (error.code === 'EACCES') reject(new DemoError(`port ${port} may not be opened: choose another one with ${option} N`));
      else reject(error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
