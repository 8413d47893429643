import { Suspense, useState } from 'react';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import { formatSize } from './format-size.ts';
import type { KnownAttachment } from './pending-files.ts';
import { words } from './words.ts';
import './attachments.css';
import { lazyPart } from '../../routes/part.tsx';

const Lightbox = lazyPart(() => import('./lightbox.tsx'));

/** The files of a message: images to be looked at, others to be saved. */
export default function SentFiles({ files }: { readonly files: readonly KnownAttachment[] }) {
  const t = useWords(words);
  const [shown, setShown] = useState<number>();
  const images = files.filter(({ mimeType }) => mimeType.startsWith('image/'));
  const others = files.filter((file) => !images.includes(file));
  return (
    <section className="sent-files" aria-label={t.filesOfMessage}>
      {images.length > 0 && (
        <ul className={images.length === 1 ? 'thumbnails one' : 'thumbnails'}>
          {images.map((image, index) => (
            <li key={image.id}>
              <button type="button" aria-label={t.open(image.name)} onClick={() => setShown(index)}>
                <img src={image.uri} alt="" loading="lazy" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul className="file-chips">
          {others.map(({ id, name, uri, sizeBytes }) => (
            <li key={id}>
              <a href={uri} download={name}>
                <Icon name="file" size={14} />
                <span className="clip">{name}</span>
                <span className="quiet">{formatSize(sizeBytes)}</span>
                <span className="hidden">{t.save}</span>
                <Icon name="download" size={14} />
              </a>
            </li>
          ))}
        </ul>
      )}
      {shown !== undefined && (
        <Suspense>
          <Lightbox images={images} first={shown} onClose={() => setShown(undefined)} />
        </Suspense>
      )}
    </section>
  );
}
