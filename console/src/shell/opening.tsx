import { Mark } from './mark.js';

/** Until the first page is here: what index.html shows before there are scripts. */
export const Opening = () => (
  <div style={{ display: 'grid', placeItems: 'center', height: '100vh' }}>
    <Mark size={44} />
  </div>
);
