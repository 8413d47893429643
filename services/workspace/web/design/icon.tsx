/** Line drawings of 24 units, in the colour of the text beside them. */
const paths = {
  home: 'M4 11l8-7 8 7v8.500a.5.5 0 0 1-.5.5H15v-6H9v6H4.500a.5.5 0 0 1-.5-.5z',
  model: 'M3.500 4.500h7v6h-7zM13.500 13.500h7v6h-7zM10.500 7.500h6.500v6',
  chat: 'M4 5.500h16v10.500H10L5.500 19.500V16H4z',
  review: 'M4 12.500l4 4L18 6.500M12.500 16.500l1 1L21 9.500',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500L20 20',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  down: 'M7 10l5 5 5-5',
  right: 'M10 7l5 5-5 5',
  left: 'M14 7l-5 5 5 5',
  history: 'M4.500 12a7.500 7.500 0 1 0 2.500-5.600M4 4.500v3.500h3.500M12 8v4.500l3 1.800',
  compare: 'M7 4v16M17 4v16M4 8h6M4 16h6M14 12h6M17 9v6',
  swap: 'M4 8.500h14M14 5l3.500 3.500L14 12M20 15.500H6M10 12l-3.500 3.500L10 19',
  bookmark: 'M7 4.500h10v15l-5-4-5 4z',
  copy: 'M8.500 8.500h11v11h-11zM15.500 8.500v-4h-11v11h4',
  link: 'M10 14a3.500 3.500 0 0 0 5 0l3.500-3.500a3.500 3.500 0 0 0-5-5L12.500 6.500M14 10a3.500 3.500 0 0 0-5 0l-3.500 3.500a3.500 3.500 0 0 0 5 5l1-1',
  download: 'M12 4v11M7.500 10.500L12 15l4.500-4.500M5 19.500h14',
  upload: 'M12 15V4M7.500 8.500L12 4l4.500 4.500M5 19.500h14',
  panel: 'M4 5h16v14H4zM14.500 5v14',
  more: 'M5.500 12h1M11.500 12h1M17.500 12h1',
  stop: 'M7 7h10v10H7z',
  attach:
    'M19 11.500l-7 7a4.600 4.600 0 0 1-6.500-6.500l7.500-7.500a3 3 0 0 1 4.300 4.300L9.800 16.300a1.400 1.400 0 0 1-2-2l6.700-6.800',
  file: 'M6 3.500h8l4.500 4.500v12.500H6zM13.500 3.500V8.500h5',
  send: 'M12 19V5M6 11l6-6 6 6',
  fit: 'M4 9V4.500h4.500M20 9V4.500h-4.500M4 15v4.500h4.500M20 15v4.500h-4.500',
  map: 'M4 5h16v14H4zM12 11h5v5h-5z',
  bell: 'M6.500 16.500V11a5.500 5.500 0 0 1 11 0v5.500l1.500 1.500h-14zM10 20.500h4',
  keyboard: 'M3.500 6.500h17v11h-17zM7 10h.01M10.500 10h.01M14 10h.01M17 10h.01M8 14h8',
  info: 'M12 3.500a8.500 8.500 0 1 0 0 17a8.500 8.500 0 1 0 0-17M12 11v5M12 8h.01',
  warning: 'M12 4.500l8.500 15h-17zM12 10v4.500M12 17h.01',
  offline:
    'M4 4l16 16M8.500 15.500a5 5 0 0 1 6-.8M5.500 12a10 10 0 0 1 4-2.300M18.500 12a10 10 0 0 0-5.500-2.700M12 19h.01',
  tool: 'M14.500 6.500a4 4 0 0 0-5 5L4 17l3 3 5.500-5.500a4 4 0 0 0 5-5L15 12l-3-3z',
  sparkle: 'M12 4l1.800 5.200L19 11l-5.200 1.800L12 18l-1.800-5.200L5 11l5.200-1.800z',
  pen: 'M5 19l1-4L16 5l3 3L9 18z M13.500 7.500l3 3',
  eye: 'M3 12s3.300-6 9-6 9 6 9 6-3.300 6-9 6-9-6-9-6zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  restore: 'M9 8L4.500 12.500 9 17M4.500 12.500H15a4.500 4.500 0 0 0 0-9h-2',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20a7.500 7.500 0 0 1 15 0',
  out: 'M10 5H5v14h5M14 8l4 4-4 4M18 12H9',
} as const;

export type IconName = keyof typeof paths;
export const iconNames = Object.keys(paths) as IconName[];

/** Decoration only: whatever carries it has a name of its own. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
