/** What Mantine asks its provider by: https://mantine.dev/x/modals. */
const asks = ['mantine-modals:openModal', 'mantine-modals:openConfirmModal'] as const;

let missed: CustomEvent<unknown>[] = [];

const keep = (event: Event): void => {
  if (event instanceof CustomEvent)
    missed.push(new CustomEvent(event.type, { detail: event.detail as unknown }));
};

/** From the start on: dialogs come after the pages, and whoever is quicker would press a button in vain. */
export const keepEarlyDialogs = (): void => {
  for (const ask of asks) window.addEventListener(ask, keep);
};

/** Once there is who opens them. */
export const openEarlyDialogs = (): void => {
  for (const ask of asks) window.removeEventListener(ask, keep);
  for (const event of missed) window.dispatchEvent(event);
  missed = [];
};
