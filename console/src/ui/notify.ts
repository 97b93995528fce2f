import { notifications } from '@mantine/notifications';
import { problemOf } from '../api/problem.js';

/** Something is done. */
export const say = (message: string): void => {
  notifications.show({ message, color: 'teal', autoClose: 5_000 });
};

/** Something was refused; for actions that have no form to show it in. */
export const complain = (error: unknown): void => {
  const { message, status } = problemOf(error);
  const title = status >= 400 && status < 500 ? 'That cannot be done now' : 'That went wrong';
  notifications.show({ title, message, color: 'red', autoClose: 12_000 });
};
