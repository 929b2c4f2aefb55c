import { SaxesParser } from 'saxes';

/** An element of XML text, with its namespace; white space around elements left out. */
export interface XmlTree {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlTree | string)[];
}

/** XML text as a tree, CDATA as text. Throws where it is not well-formed. */
export function parseXml(text: string): XmlTree {
  const parser = new SaxesParser({ xmlns: true });
  const top: XmlTree = { name: '', namespace: '', attributes: {}, children: [] };
  const open = [top];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    const element: XmlTree = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(
        Object.values(attributes)
          .filter(({ name }) => name !== 'xmlns')
          .map(({ name, value }) => [name, value]),
      ),
      children: [],
    };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  const addText = (text: string): void => {
    const { children } = open.at(-1)!;
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + text;
    else children.push(text);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const { children } = open.pop()!;
    if (children.some((child) => typeof child !== 'string')) {
      const kept = children.filter((child) => typeof child !== 'string' || child.trim() !== '');
      children.splice(0, children.length, ...kept);
    }
  });
  parser.write(text).close();
  return top.children.find((child) => typeof child !== 'string')!;
}
