// What it may connect to answers; anything else would be an error, which ends it.
(async () => {
  for (const url of [process.env.OUTSIDE_URL, `${process.env.WEB_URL}/starts`]) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    console.log((await answer.text()).trim());
  }
})();
