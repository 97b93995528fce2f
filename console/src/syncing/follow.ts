import { useEffect, useEffectEvent } from 'react';

/**
 * Follows server-sent events `progress` until `end`. Null follows nothing. The browser comes back by itself after the
 * connection was lost, and each event says everything.
 */
export const useFollow = <T>(url: string | null, hear: (state: T) => void, end: () => void): void => {
  const onProgress = useEffectEvent(hear);
  const onEnd = useEffectEvent(end);
  useEffect(() => {
    if (url === null) return;
    const source = new EventSource(url);
    source.addEventListener('progress', ({ data }: MessageEvent<string>) => {
      onProgress(JSON.parse(data) as T);
    });
    source.addEventListener('end', () => {
      source.close();
      onEnd();
    });
    return () => {
      source.close();
    };
  }, [url]);
};
