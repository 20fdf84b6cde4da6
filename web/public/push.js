// What a browser runs to show a push while the page is closed. What it is told: src/notices/push/write-push.ts.
self.addEventListener('push', (event) => {
  const { title, body, tag, instance } = event.data.json();
  const shown = self.registration.showNotification(title, { body, tag, icon: '/icon.svg', data: { instance } });
  event.waitUntil(shown);
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { instance } = event.notification.data ?? {};
  const address = instance ? `/${instance.kind === 'lead' ? 'leads' : 'sales'}/${instance.id}` : '/notices';
  event.waitUntil(open(address));
});

// A tab that is open already goes there; a new one is opened where none is.
async function open(address) {
  const [tab] = await self.clients.matchAll({ type: 'window' });
  if (!tab) return self.clients.openWindow(address);
  await tab.focus();
  return tab.navigate(address);
}
