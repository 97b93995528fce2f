import { renderSVG } from 'uqr';

/** For a phone's camera: dark on white in either theme, because many cannot read it the other way round. */
export const QrCode = ({ of, label }: { readonly of: string; readonly label: string }) => (
  <img
    src={`data:image/svg+xml,${encodeURIComponent(renderSVG(of, { border: 3 }))}`}
    width={200}
    height={200}
    alt={label}
    style={{ display: 'block', marginTop: 8 }}
  />
);
