import { useQuery } from '@tanstack/react-query';

/** The schemas are a part of their own, loaded when somebody writes. */
const load = async (model: string) => {
  const { modelShape, problemsOf } = await import('./model-schema.js');
  const shape = modelShape(model);
  if (shape === null) throw new Error(`This console does not know the kind of record ${model}.`);
  return { ...shape, problemsOf: (fields: Readonly<Record<string, unknown>>) => problemsOf(model, fields) };
};

export type LoadedModel = Awaited<ReturnType<typeof load>>;

export const useModelShape = (model: string | null) =>
  useQuery({
    queryKey: ['model-shape', model],
    queryFn: () => load(model ?? ''),
    enabled: model !== null,
    staleTime: Infinity,
  });
