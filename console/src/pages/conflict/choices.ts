import type { Schemas } from '../../../../src/client/index.js';

export type Clash = Schemas['FieldConflict'];
export type Side = 'local' | 'remote' | 'base';
export type Choice = { readonly side: Side } | { readonly side: 'own'; readonly value: unknown };
export type Choices = Readonly<Record<string, Choice>>;

export const sideNames: Readonly<Record<Choice['side'], string>> = {
  local: 'Ours',
  remote: 'Theirs',
  base: 'As before',
  own: 'Another value',
};

/** As the hub takes it. */
export const choiceFor = (choice: Choice) => (choice.side === 'own' ? { value: choice.value } : choice.side);

export const chosenValue = (clash: Clash, choice: Choice): unknown =>
  choice.side === 'own' ? choice.value : clash[choice.side];
