import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt';
import type { ReactNode } from 'react';
import { useNameOf } from '../../data/people.ts';
import { Avatar } from '../../design/display.tsx';
import { usePreferences } from '../../design/preferences.ts';
import { formatAgo, formatMoment } from '../../design/words.ts';

export interface HistoryRowProps {
  /** What stands beside the time. */
  readonly head: ReactNode;
  readonly at: Timestamp | undefined;
  readonly isShown?: boolean;
  /** Empty for nobody. */
  readonly userId: string;
  /** What can be done with it. */
  readonly actions: ReactNode;
  readonly children?: ReactNode;
}

/** Something of the history of a model: what and when, then who. */
export function HistoryRow({ head, at, isShown, userId, actions, children }: HistoryRowProps) {
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const when = at && timestampDate(at);
  return (
    <li className="version" aria-current={isShown || undefined}>
      <div className="version-head">
        {head}
        <span className="spring" />
        {when && (
          <time className="quiet small" dateTime={when.toISOString()} title={formatMoment(when, language)}>
            {formatAgo(when, language)}
          </time>
        )}
      </div>
      {children}
      {(userId !== '' || actions) && (
        <div className="version-foot">
          {userId !== '' && (
            <>
              <Avatar name={nameOf(userId)} size={20} />
              <span className="quiet small clip">{nameOf(userId)}</span>
            </>
          )}
          <span className="spring" />
          {actions}
        </div>
      )}
    </li>
  );
}
