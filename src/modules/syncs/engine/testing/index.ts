export { describeStore, type OpenStore } from './store-contract.js';
export {
  MemoryProvider,
  type Fault,
  type MemoryProviderOptions,
  type RemoteObject,
} from './memory-provider.js';
export { MemoryStore } from './memory-store.js';
export { noteModel } from './note-model.js';
export { memorySession } from './session.js';
export { note, World } from './world.js';
