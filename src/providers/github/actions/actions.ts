import type { ActionDefinition } from '#provider-sdk';
import { addLabels } from './add-labels.js';
import { comment } from './comment.js';
import { createIssueAction } from './create-issue.js';
import { search } from './search.js';

export const githubActions: readonly ActionDefinition[] = [addLabels, comment, createIssueAction, search];
