import { useLocalStorage } from '@mantine/hooks';

interface TourState {
  /** Index of the stop; null: the tour is not on. */
  readonly at: number | null;
  /** Taken or turned down; it is offered once in a browser. */
  readonly isKnown: boolean;
}

const untouched: TourState = { at: null, isKnown: false };

/** Where the guided tour stands in this browser. */
export const useTour = () => {
  const [state, setState] = useLocalStorage<TourState>({
    key: 'causeway.tour',
    defaultValue: untouched,
    getInitialValueInEffect: false,
  });
  return {
    ...state,
    go: (at: number) => {
      setState({ at, isKnown: true });
    },
    end: () => {
      setState({ at: null, isKnown: true });
    },
  };
};
