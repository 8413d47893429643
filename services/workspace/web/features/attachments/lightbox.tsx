import { useLayoutEffect, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { defineWords } from '../../design/words.ts';
import '../../design/dialog.css';
import type { KnownAttachment } from './pending-files.ts';
import { words } from './words.ts';

const ownWords = defineWords({ en: { close: 'Close' }, de: { close: 'Schließen' } });

export interface LightboxProps {
  readonly images: readonly KnownAttachment[];
  /** Which one is shown first. */
  readonly first: number;
  readonly onClose: () => void;
}

/** Images over the whole page: arrow keys, Home and End go through them, Escape and a click beside them close. */
export default function Lightbox({ images, first, onClose }: LightboxProps) {
  const t = { ...useWords(words), ...useWords(ownWords) };
  const [index, setIndex] = useState(first);
  const image = images[index]!;
  const last = images.length - 1;
  // With the window, not after it: a key may come at once.
  useLayoutEffect(() => {
    // Wherever in the window the focus is.
    const onKeyDown = ({ key }: KeyboardEvent) => {
      const places: Readonly<Record<string, (now: number) => number>> = {
        ArrowRight: (now) => now + 1,
        ArrowLeft: (now) => now - 1,
        Home: () => 0,
        End: () => last,
      };
      const place = places[key];
      if (place) setIndex((now) => Math.min(last, Math.max(0, place(now))));
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [last]);
  return (
    <ModalOverlay className="scrim lightbox-scrim" isOpen onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="lightbox">
        <Dialog className="lightbox-dialog">
          <div className="lightbox-frame">
            <header>
              <Heading slot="title" level={2} className="clip">
                {image.name}
              </Heading>
              {last > 0 && (
                <span className="quiet" role="status">
                  {t.place(index + 1, last + 1)}
                </span>
              )}
              <span className="spring" />
              <a
                className="lightbox-save"
                href={`${image.uri}?download`}
                download={image.name}
                aria-label={t.download(image.name)}
              >
                <Icon name="download" />
              </a>
              <IconButton icon="close" label={t.close} onPress={onClose} />
            </header>
            <img className="lightbox-picture" src={image.uri} alt={image.name} />
            {last > 0 && (
              <footer>
                <IconButton
                  icon="left"
                  label={t.previous}
                  isDisabled={index === 0}
                  onPress={() => setIndex(index - 1)}
                />
                <IconButton
                  icon="right"
                  label={t.next}
                  isDisabled={index === last}
                  onPress={() => setIndex(index + 1)}
                />
              </footer>
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
