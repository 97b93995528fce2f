import { Undo, UndoItem } from './undo.entity.js';

export { undoEventTypes } from './undo.event-types.js';
export { UndoModule } from './undo.module.js';

export const undoEntities = [Undo, UndoItem];
