import { Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Icon } from './icon.tsx';
import type { MenuProps } from './menu.tsx';
import './menu-with-popup.css';

export default function MenuWithPopup({ trigger, label, entries, placement = 'bottom end', onOpen }: MenuProps) {
  return (
    <MenuTrigger onOpenChange={(isOpen) => isOpen && onOpen?.()}>
      {trigger}
      <Popover className="popover" placement={placement} offset={4}>
        <Menu className="menu" aria-label={label}>
          {entries.map((entry, index) => {
            if (entry === 'separator') return <Separator key={`separator-${index}`} className="menu-separator" />;
            const { id, label: title, icon, hint, isChosen, onAction, isDisabled = false } = entry;
            return (
              <MenuItem
                key={id}
                id={id}
                className="menu-item"
                textValue={title}
                onAction={onAction}
                isDisabled={isDisabled}
              >
                {icon && <Icon name={icon} />}
                <span className="clip">{title}</span>
                {hint && <span className="hint">{hint}</span>}
                {isChosen && <Icon name="check" />}
              </MenuItem>
            );
          })}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
