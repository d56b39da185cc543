// Draws every ZPL file named on the command line as a printer would, takes PNG
// files as they are, reads all barcodes on the paper, and prints one JSON line
// a file:
// {"file", "width", "height", "codes": [{"id", "text"}]}.
// Arguments come in fours: file, width and height in mm, dots per mm.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.env.READERS ?? process.cwd(), 'package.json'));
const { ready } = await import(require.resolve('zpl-renderer-js'));
const { prepareZXingModule, readBarcodes } = await import(require.resolve('zxing-wasm/reader'));

// Without its wasm given, zxing-wasm would look for it on the network.
const near = path.dirname(require.resolve('zxing-wasm/reader'));
const wasm = [near, path.join(near, '..'), path.join(near, '../../reader'), path.join(near, '../../../dist/reader')]
  .map((folder) => path.join(folder, 'zxing_reader.wasm')).find(fs.existsSync);
await prepareZXingModule({ overrides: { wasmBinary: fs.readFileSync(wasm).buffer }, fireImmediately: true });

const { api } = await ready;
const args = process.argv.slice(2);
for (let i = 0; i < args.length; i += 4) {
  const [file, width, height, dpmm] = args.slice(i, i + 4);
  const drawn = file.endsWith('.png');
  const picture = drawn ? fs.readFileSync(file)
    : Buffer.from(await api.zplToBase64Async(fs.readFileSync(file, 'utf8'), +width, +height, +dpmm), 'base64');
  if (!drawn) fs.writeFileSync(file + '.png', picture);
  const found = await readBarcodes(new Blob([picture]), { tryHarder: true, textMode: 'Plain' });
  console.log(JSON.stringify({
    file,
    width: picture.readUInt32BE(16),
    height: picture.readUInt32BE(20),
    codes: found.map((code) => ({ id: code.symbologyIdentifier, text: code.text })),
  }));
}
process.exit(0);
