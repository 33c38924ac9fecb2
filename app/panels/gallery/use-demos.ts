/** The list of demos that lies beside the page. */
import { useEffect, useState } from 'react';
import { type Demo, parseManifest } from '../../stores/demo-manifest';

export type Demos = { readonly state: 'loading' | 'ready' | 'failed'; readonly list: readonly Demo[] };

export function useDemos(): Demos {
  const [demos, setDemos] = useState<Demos>({ state: 'loading', list: [] });
  useEffect(() => {
    const leaving = new AbortController();
    fetch('./demos/manifest.json', { signal: leaving.signal })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((json: unknown) => setDemos({ state: 'ready', list: parseManifest(json) }))
      .catch(() => {
        if (!leaving.signal.aborted) setDemos({ state: 'failed', list: [] });
      });
    return () => leaving.abort();
  }, []);
  return demos;
}
