import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

export interface Question {
  readonly title: string;
  /** What happens then, and whether it can be taken back. */
  readonly text: string;
  /** On the button: a verb. */
  readonly yes: string;
  readonly isDangerous?: boolean;
}

/** Before what cannot be taken back. True when the person goes on. */
export const ask = ({ title, text, yes, isDangerous = false }: Question): Promise<boolean> =>
  new Promise(resolve => {
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{text}</Text>,
      labels: { confirm: yes, cancel: 'Leave it' },
      confirmProps: { color: isDangerous ? 'red.9' : 'cyan' },
      onConfirm: () => {
        resolve(true);
      },
      onCancel: () => {
        resolve(false);
      },
      // By Escape or beside the dialog; after a yes it changes nothing.
      onClose: () => {
        resolve(false);
      },
    });
  });
