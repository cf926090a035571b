// Runs promises one after the other and says how each went; the exit code says whether all were kept.
export async function keepAll(promises, finish) {
  let passed = 0;
  let failed = 0;
  for (const [name, keep] of Object.entries(promises)) {
    try {
      const said = await keep();
      passed += 1;
      console.log(`ok   ${name}${said ? `: ${said}` : ''}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}\n     ${error.stack}`);
    }
  }
  await finish();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
