// The topic that a message leaves on, if it is published as it is.

/** Characters that a topic name may not have (MQTT 5, section 4.7). A slash in a key makes levels of its own. */
const WILDCARDS = /[+#\0]/g;

export const topicOf = (key: string, type: string): string => `ncs/${key.replace(WILDCARDS, '_')}/${type}`;
