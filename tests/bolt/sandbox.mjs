// Starts a privman-sandbox on a port the system picks, and speaks its control interface.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const call = async (url, init) => {
  const response = await fetch(url, init);
  const body = await response.json();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${body.error}`);
  return body;
};

export async function startSandbox(program) {
  if (!program) throw new Error('which privman-sandbox? Give its path as the first argument.');
  const child = spawn(program, ['serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const baseUrl = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = line.match(/^listening on (http:\S+)$/)?.[1];
      if (url) resolve(url);
    });
  });
  return {
    baseUrl,
    control: {
      get: (what) => call(`${baseUrl}/_sandbox/${what}`),
      post: (what, body) => call(`${baseUrl}/_sandbox/${what}`, { method: 'POST', body: JSON.stringify(body) }),
    },
    stop: async () => {
      child.removeAllListeners('exit');
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await ended;
      if (code !== 0) throw new Error(`the sandbox ended with ${code}`);
    },
  };
}
