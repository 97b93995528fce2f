import type { ActionDefinition } from '#provider-sdk';
import { changeState } from './change-state.js';
import { comment } from './comment.js';
import { createIssueAction } from './create-issue.js';

export const linearActions: readonly ActionDefinition[] = [changeState, comment, createIssueAction];
