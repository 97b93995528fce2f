import type { Connection, ModelName, Provider } from '../../syncing/index.js';
import { Answer } from '../../ui/index.js';
import { ChooseContainer } from './choose-container.js';
import { DraftForm } from './draft-form.js';
import { useContainers } from './use-containers.js';

/** What the address names. */
export interface Wish {
  readonly model: string | null;
  readonly containerId: string | null;
}

export interface WhatAndHowProps {
  readonly connection: Connection;
  readonly provider: Provider;
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
  /** To another account. */
  readonly onBack: () => void;
}

/** Which of the account's, and when that is known and there, how. */
export const WhatAndHow = ({ connection, provider, wish, onWish, onBack }: WhatAndHowProps) => {
  const about = { connection, provider };
  const model = provider.models.find(known => known.model === wish.model)?.model as ModelName | undefined;
  const containers = useContainers(connection.id, wish.containerId === null ? undefined : model);
  const choose = (
    <ChooseContainer
      {...about}
      model={model}
      onChoose={chosen => onWish({ model: chosen.model, containerId: chosen.container.id })}
      onBack={onBack}
    />
  );
  if (model === undefined || wish.containerId === null) return choose;
  return (
    <Answer of={containers} lines={5}>
      {({ data }) => {
        const container = data.find(({ id }) => id === wish.containerId);
        if (container === undefined) return choose;
        const back = () => onWish({ model, containerId: null });
        return <DraftForm {...about} key={container.id} chosen={{ container, model }} onBack={back} />;
      }}
    </Answer>
  );
};
