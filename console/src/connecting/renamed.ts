interface FormLike {
  setErrors(errors: Record<string, string>): void;
  getValues(): object;
  getInputNode(path: never): HTMLElement | null;
}

/** A form whose fields are called otherwise in the request: `pathOf` says how. */
export const renamed = (form: FormLike, pathOf: (field: string) => string): FormLike => {
  const fields = (): readonly string[] => Object.keys(form.getValues());
  const fieldOf = (path: string): string => fields().find(field => pathOf(field) === path) ?? path;
  return {
    setErrors: errors => {
      form.setErrors(
        Object.fromEntries(Object.entries(errors).map(([path, text]) => [fieldOf(path), text] as const)),
      );
    },
    getValues: () => Object.fromEntries(fields().map(field => [pathOf(field), field] as const)),
    getInputNode: path => form.getInputNode(fieldOf(path) as never),
  };
};
