import { Modal } from '@mantine/core';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { confirmIdentityBy } from '../api/client.js';
import { complain } from '../ui/index.js';
import type { ConfirmIdentityProps } from './confirm-identity.js';

/** Above every other dialog, so that the form that caused the question is still there afterwards. */
const zIndex = 500;

/**
 * Asks who sits there when the hub wants to know it again. A window of its own: the dialogs of `modals` show one at a
 * time, and the one below would lose what was typed into it.
 */
export const IdentityQuestion = () => {
  const [Form, setForm] = useState<ComponentType<ConfirmIdentityProps> | null>(null);
  const [isOpen, setOpen] = useState(false);
  const asked = useRef<PromiseWithResolvers<boolean> | null>(null);
  const end = (isConfirmed: boolean) => {
    setOpen(false);
    asked.current?.resolve(isConfirmed);
    asked.current = null;
  };
  useEffect(() => {
    // The window opens with its form in it, so that the focus finds the password.
    const open = async () => {
      const { ConfirmIdentity } = await import('./confirm-identity.js');
      setForm(() => ConfirmIdentity);
      setOpen(true);
    };
    const giveUp = (error: unknown) => {
      complain(error);
      end(false);
    };
    confirmIdentityBy(() => {
      asked.current ??= Promise.withResolvers<boolean>();
      open().catch(giveUp);
      return asked.current.promise;
    });
  }, []);
  return (
    <Modal opened={isOpen} onClose={() => end(false)} title="Is it you?" zIndex={zIndex}>
      {Form !== null && <Form onConfirmed={() => end(true)} onCancel={() => end(false)} />}
    </Modal>
  );
};
