import { useState } from 'react';
import { useOrganization } from '../../api/organization.js';
import { useDeed } from '../../ui/index.js';
import { exportOf } from './export-of.js';
import { chunksOf, linesOf } from './verify/split.js';
import { type Head, type Verification, verifyLines } from './verify/verify.js';

/** A page that does not come over https (or from this machine) has no Web Crypto: https://www.w3.org/TR/WebCryptoAPI/ */
export const canVerify = (): boolean => window.isSecureContext;

/** Takes the export, or a file of an earlier one, and checks it here, line by line as it comes. */
export const useVerification = () => {
  const { id } = useOrganization();
  const [checked, setChecked] = useState(0);
  const [result, setResult] = useState<Verification | null>(null);
  const deed = useDeed(async (noted: Head | null, file: File | null) => {
    setResult(null);
    setChecked(0);
    const stream = file === null ? await exportOf(id, 'ndjson', false) : file.stream();
    setResult(await verifyLines(linesOf(chunksOf(stream)), noted, setChecked));
  });
  return { ...deed, checked, result };
};
