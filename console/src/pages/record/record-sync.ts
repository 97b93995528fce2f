import { createContext, useContext } from 'react';

/** The sync of the record whose page is open, as far as links need it. */
export interface RecordSync {
  readonly syncId: string;
  readonly mappingId: string | null;
}

const RecordSyncContext = createContext<RecordSync>({ syncId: '', mappingId: null });

export const RecordSyncProvider = RecordSyncContext.Provider;

export const useRecordSync = (): RecordSync => useContext(RecordSyncContext);
