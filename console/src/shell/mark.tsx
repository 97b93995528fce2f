/** The product's sign: a causeway of two arches. */
export const Mark = ({ size = 28 }: { readonly size?: number }) => (
  <img src="/favicon.svg" width={size} height={size} alt="" style={{ display: 'block' }} />
);
