// Loaded before a hub that is measured: writes down what it uses of memory, for a heap cannot be read from outside.
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setInterval } from 'node:timers';

const file = path.join(process.env.CAUSEWAY_DATA_DIR, 'memory.json');
const write = () => {
  writeFileSync(`${file}.new`, JSON.stringify(process.memoryUsage()));
  renameSync(`${file}.new`, file);
};
write();
setInterval(write, 2_500).unref();
