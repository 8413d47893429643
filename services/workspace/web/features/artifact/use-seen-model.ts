import { useMemo, useRef, useState } from 'react';
import type { Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import { usePreferences } from '../../design/preferences.ts';
import type { SeenElement, SeenModel } from '../chat/message-context.ts';

/** What the person sees of the model: it goes along with what they write. */
export function useSeenModel(elements: Elements, version: number) {
  const { language } = usePreferences();
  const [selectedIds, setSelectedIds] = useState<readonly string[]>([]);
  const [viewpointId, setViewpoint] = useState<string>();
  const last = useRef<SeenModel>(undefined);
  const seen = useMemo((): SeenModel => {
    const element = (id: string): SeenElement => {
      const { name = '', kind = '' } = elements.get(id) ?? {};
      return { id, name, label: name.trim() || (kind === '' ? id : kindName(kind, language)) };
    };
    const viewpoint = viewpointId ? element(viewpointId) : undefined;
    const next = { version, viewpoint, selected: selectedIds.map(element) };
    // What stays as it is is the same object: whoever shows it need not be drawn anew.
    if (JSON.stringify(next) !== JSON.stringify(last.current)) last.current = next;
    return last.current!;
  }, [elements, version, viewpointId, selectedIds, language]);
  return {
    seen,
    /** The one element that is selected. */
    selected: selectedIds.length === 1 ? selectedIds[0] : undefined,
    /** A label of its own is its element. */
    onSelect(ids: readonly string[]) {
      const next = [...new Set(ids.map((id) => id.replace(/_label$/, '')))];
      setSelectedIds((now) => (now.join() === next.join() ? now : next));
    },
    onViewpoint: setViewpoint,
  };
}
