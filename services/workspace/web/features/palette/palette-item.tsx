import { Command } from 'cmdk';
import { Icon, type IconName } from '../../design/icon.tsx';

export interface PaletteItemProps {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly hint?: string;
  readonly onSelect: () => void;
}

export function PaletteItem({ id, icon, label, hint, onSelect }: PaletteItemProps) {
  return (
    <Command.Item value={`${label} ${id}`} onSelect={onSelect}>
      <Icon name={icon} />
      <span className="clip">{label}</span>
      {hint && <span className="hint">{hint}</span>}
    </Command.Item>
  );
}
