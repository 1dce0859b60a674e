// Writes examples/dashboard.json from scripts/dashboard/: function code from function/, templates from widgets/.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFlow } from './dashboard/flow';

writeFileSync(join(__dirname, '../examples/dashboard.json'), `${JSON.stringify(dashboardFlow(), null, 2)}\n`);
