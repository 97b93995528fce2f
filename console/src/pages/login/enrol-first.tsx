import { Doorway, TwoStepEnrolment } from '../../ui/index.js';

/** Where the operator demands it, nothing goes without two steps. */
export const EnrolFirst = ({ onDone }: { readonly onDone: (codes: readonly string[]) => void }) => (
  <Doorway title="Protect your login" description="Operators of this hub need two-step login.">
    <TwoStepEnrolment onDone={onDone} />
  </Doorway>
);
