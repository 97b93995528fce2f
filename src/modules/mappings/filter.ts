import { type Expression, ExpressionError, readExpression } from './expression/index.js';
import { inputsIn, type Problem, type WayIn } from './mapping.js';
import { valueOf } from './expression/index.js';

export const readFilter = (source: string): Expression => readExpression(source, inputsIn);

export interface Answer {
  readonly answer: boolean;
  readonly problems: readonly Problem[];
}

const taken = (detail: string): Answer => ({ answer: true, problems: [{ target: 'filter', detail }] });

/** Whether an object is taken in. A filter that cannot say takes it, for nothing may leave by mistake. */
export const matches = (filter: Expression | null, { fields, remote }: WayIn): Answer => {
  if (filter === null) return { answer: true, problems: [] };
  try {
    const answer = filter.evaluate({ fields: valueOf(fields), remote });
    return typeof answer === 'boolean'
      ? { answer, problems: [] }
      : taken('it answers neither true nor false');
  } catch (error) {
    if (error instanceof ExpressionError) return taken(error.message);
    throw error;
  }
};
