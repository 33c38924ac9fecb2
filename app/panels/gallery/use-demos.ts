/** The list of demos that lies beside the page. */
import { useEffect, useState } from 'react';
import { type Demo, fetchDemos } from '../../stores/demo-manifest';

export type Demos = { readonly state: 'loading' | 'ready' | 'failed'; readonly list: readonly Demo[] };

export function useDemos(): Demos {
  const [demos, setDemos] = useState<Demos>({ state: 'loading', list: [] });
  useEffect(() => {
    const leaving = new AbortController();
    fetchDemos(leaving.signal)
      .then((list) => setDemos({ state: 'ready', list }))
      .catch(() => {
        if (!leaving.signal.aborted) setDemos({ state: 'failed', list: [] });
      });
    return () => leaving.abort();
  }, []);
  return demos;
}
