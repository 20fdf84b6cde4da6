import { useEffect, useRef, useState } from 'react';
import { mayComeLater, newKey, Refused, type Shown } from '../api/client';
import { readAnew } from './on';
import { type FileOn, sendFile } from './send-file';

/** A file on its way. */
export interface Going {
  key: string;
  file: File;
  /** 0 to 1. */
  gone: number;
  /** Why it did not come through; it can be sent again. */
  fault: unknown;
}

/** Files on their way to a record: how far each is, what became of it, and sending it again with the key of its first try. */
export function useSending(on: FileOn, kept?: (file: Shown['OneFile']) => void) {
  const [going, setGoing] = useState<readonly Going[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const { current } = stops;
    return () => {
      for (const one of current.values()) one.abort();
    };
  }, []);
  const change = (key: string, some: Partial<Going>) =>
    setGoing((all) => all.map((one) => (one.key === key ? { ...one, ...some } : one)));
  const leave = (key: string) => setGoing((all) => all.filter((one) => one.key !== key));
  const start = async (key: string, file: File) => {
    const stop = new AbortController();
    stops.current.set(key, stop);
    try {
      kept?.(await sendFile(on, file, key, (gone) => change(key, { gone }), stop.signal));
      leave(key);
      readAnew(on);
    } catch (fault) {
      if (stop.signal.aborted) leave(key);
      else change(key, { fault });
    }
  };
  return {
    going,
    add: (files: readonly File[]) => {
      const begun = files.map((file) => ({ key: newKey(), file, gone: 0, fault: null }));
      setGoing((all) => [...all, ...begun]);
      for (const { key, file } of begun) void start(key, file);
    },
    again: ({ key, file, fault }: Going) => {
      // What was refused is another request; what nobody answered may have come through.
      const next = fault instanceof Refused && !mayComeLater(fault) ? newKey() : key;
      change(key, { key: next, fault: null, gone: 0 });
      void start(next, file);
    },
    stop: ({ key }: Going) => {
      stops.current.get(key)?.abort();
      leave(key);
    },
  };
}
