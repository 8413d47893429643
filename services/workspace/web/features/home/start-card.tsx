import { Button } from 'react-aria-components';
import { Icon, type IconName } from '../../design/icon.tsx';
import './start-card.css';

export interface StartCardProps {
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
  readonly isDisabled?: boolean;
  readonly onPress?: () => void;
}

/** One way to begin. */
export function StartCard({ icon, title, hint, ...rest }: StartCardProps) {
  return (
    <Button className="start" {...rest}>
      <Icon name={icon} size={18} />
      <strong>{title}</strong>
      <span>{hint}</span>
    </Button>
  );
}
