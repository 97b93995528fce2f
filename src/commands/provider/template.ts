export interface Terms {
  /** For `__word__`. */
  readonly words: Readonly<Record<string, string>>;
  /** For `//#if flag` and `//#if !flag` up to `//#end`; in Markdown `<!--#if flag-->`. */
  readonly flags: ReadonlySet<string>;
}

const condition = /^\s*(?:\/\/|<!--)#(if|end)\b\s*(!?)(\w*)\s*(?:-->)?$/;

/** A template filled in. An unknown word or an open condition is a defect of the template. */
export const fill = (template: string, { words, flags }: Terms): string => {
  const lines: string[] = [];
  let isKept = true;
  for (const line of template.split('\n')) {
    const [isCondition, word, not, flag = ''] = condition.exec(line) ?? [];
    if (isCondition !== undefined) isKept = word === 'end' || flags.has(flag) === (not === '');
    else if (isKept) lines.push(line);
  }
  if (!isKept) throw new Error('A condition of the template has no end');
  return withWords(lines.join('\n'), words);
};

export const withWords = (text: string, words: Terms['words']): string =>
  text.replace(/__(\w+?)__/g, (_, word: string) => {
    const value = words[word];
    if (value === undefined) throw new Error(`The template asks for ${word}, which nobody knows`);
    return value;
  });
