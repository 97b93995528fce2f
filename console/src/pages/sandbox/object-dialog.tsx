import { Modal } from '@mantine/core';
import { DeedForm } from '../../connecting/deed-form.js';
import { useForm } from '@mantine/form';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { renamed } from '../../connecting/renamed.js';
import { useDeed } from '../../ui/index.js';
import type { ThingsProps } from './part.js';
import { FieldInput } from './field-input.js';
import { asGiven, type FormValues, formValues } from './object-values.js';
import { useAskAgain } from './use-sandbox.js';
import { changed, type SandboxObject } from './words.js';

export type ObjectDialogProps = ThingsProps & {
  /** null: closed. */
  readonly edited: SandboxObject | 'new' | null;
  readonly onClose: () => void;
};

export const ObjectDialog = ({ edited, onClose, ...about }: ObjectDialogProps) => {
  const { sandbox, container } = about;
  const title = edited === 'new' ? `Create ${container.kind} at ${sandbox.name}` : `Edit at ${sandbox.name}`;
  return (
    <Modal opened={edited !== null} onClose={onClose} title={title} size="lg">
      {edited !== null && (
        <ObjectForm {...about} object={edited === 'new' ? null : edited} onClose={onClose} />
      )}
    </Modal>
  );
};

type FormProps = ThingsProps & { readonly object: SandboxObject | null; readonly onClose: () => void };

const useSave = ({ sandbox, container, object }: FormProps) => {
  const { id } = useOrganization();
  const path = { organizationId: id, provider: sandbox.provider, container: container.id };
  const route = '/v1/organizations/{organizationId}/sandbox/{provider}/containers/{container}/objects';
  return async (values: FormValues): Promise<SandboxObject | undefined> => {
    const body = { fields: asGiven(container.fields, values, object) };
    if (object === null) return (await client.POST(route, { params: { path }, body })).data;
    const params = { path: { ...path, object: object.id } };
    return (await client.PATCH(`${route}/{object}`, { params, body })).data;
  };
};

const ObjectForm = (props: FormProps) => {
  const { sandbox, container, object, onDone, onClose } = props;
  const askAgain = useAskAgain();
  const save = useSave(props);
  const form = useForm<FormValues>({ initialValues: formValues(container.fields, object) });
  const { run, error, isBusy } = useDeed(
    async () => {
      const saved = await save(form.getValues());
      const what = `“${saved?.title ?? ''}” was ${object === null ? 'made' : 'edited'} at ${sandbox.name}`;
      onDone(changed(what, container.kind));
      onClose();
      await askAgain();
    },
    renamed(form, field => `fields.${field}`),
  );
  return (
    <DeedForm
      onSubmit={form.onSubmit(run)}
      {...{ error, isBusy }}
      button={object === null ? 'Create it there' : 'Change it there'}
    >
      {container.fields.map(field => (
        <FieldInput key={field.name} field={field} form={form} />
      ))}
    </DeedForm>
  );
};
