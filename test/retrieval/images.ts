import type {
  CardImage,
  DirectoryImage,
  FileImage,
  LinearFixedImage,
  TransparentImage,
} from '../../lib/virtual-card/image.js';

type Change = (file: FileImage) => FileImage | readonly FileImage[];

function within(directory: DirectoryImage, fid: string, change: Change): DirectoryImage {
  const files = directory.files.flatMap((file): readonly FileImage[] => {
    if (file.fid === fid) return [change(file)].flat();
    return [file.kind === 'df' ? within(file, fid, change) : file];
  });
  return { ...directory, files };
}

/** The image with a file changed, or others in its place, wherever it is. */
export function changed(image: CardImage, fid: string, change: Change): CardImage {
  return { ...image, mf: within(image.mf, fid, change) };
}

/** The image with another content in a transparent file. */
export function withContent(image: CardImage, fid: string, content: string): CardImage {
  return changed(image, fid, (file) => ({ ...(file as TransparentImage), content }));
}

/** The image with other records in EF DIR. */
export function withDir(image: CardImage, records: readonly string[]): CardImage {
  return changed(image, '2F00', (file) => ({
    ...(file as LinearFixedImage),
    recordLength: 38,
    records,
  }));
}
