import { MemoryStore } from './memory-store.js';
import { describeStore } from './store-contract.js';

describeStore('a store in memory', async () => {
  const store = new MemoryStore();
  let ids = 0;
  return { store, fence: store.fence, newId: () => `r${String((ids += 1)).padStart(6, '0')}` };
});
