import fc from 'fast-check';
import { normalEmail, normalPhone, normalSite, normalTaxNumber } from '../../../src/crm';

describe('TB-DB-07: data of different sources in one format', () => {
  it.each([
    ['8 (495) 123-45-67', '+74951234567'],
    ['+7 495 123 45 67', '+74951234567'],
    ['7 495 123-45-67', '+74951234567'],
    ['(495) 123-45-67', '+74951234567'],
    ['tel:+7-495-123-45-67', '+74951234567'],
    ['8 495 123-45-67 доб. 12', '+74951234567'],
    ['0044 20 7946 0958', '+442079460958'],
    ['020 7946 0958', '+442079460958'],
    ['+1 (212) 555-0123', '+12125550123'],
  ])('TB-DB-07: the phone %s is %s', (text, number) => expect(normalPhone(text)).toBe(number));

  it('TB-DB-07: a phone is read as one of its country', () => {
    expect(normalPhone('030 901820', 'DE')).toBe('+4930901820');
    expect(normalPhone('(212) 555-0123', 'us')).toBe('+12125550123');
  });

  it.each(['', 'none', '12', 'ask for Bob', '9'.repeat(60), '+999 1'])('TB-DB-07: "%s" is no phone', (text) =>
    expect(normalPhone(text)).toBeNull(),
  );

  it('TB-DB-07: a number once in its form stays so, and however it is spaced', () => {
    const number = fc.integer({ min: 9_000_000_000, max: 9_999_999_999 }).map(String);
    const gap = fc.constantFrom('', ' ', '-', '(', ') ', '.');
    const law = fc.property(number, fc.array(gap, { minLength: 10, maxLength: 10 }), (digits, gaps) => {
      const spaced = [...digits].map((digit, n) => `${digit}${gaps[n]}`).join('');
      expect(normalPhone(`8${spaced}`)).toBe(`+7${digits}`);
      expect(normalPhone(`+7${digits}`)).toBe(`+7${digits}`);
    });
    fc.assert(law);
  });

  it.each([
    ['Ivan.Petrov@ACME.ru', 'ivan.petrov@acme.ru'],
    ['  mailto:IVAN@acme.ru ', 'ivan@acme.ru'],
    ['Иван Петров <ivan@acme.ru>', 'ivan@acme.ru'],
    ['ivan@почта.рф', 'ivan@xn--80a1acny.xn--p1ai'],
    ['ivan+crm@acme.ru.', 'ivan+crm@acme.ru'],
  ])('TB-DB-07: the e-mail address %s is %s', (text, address) => expect(normalEmail(text)).toBe(address));

  it.each(['', 'ivan', 'ivan@', '@acme.ru', 'a b@acme.ru', 'a@b@c.ru', 'ivan@localhost'])(
    'TB-DB-07: "%s" is no address',
    (text) => expect(normalEmail(text)).toBeNull(),
  );

  it.each([
    ['https://www.acme.ru/contacts?x=1', 'acme.ru'],
    ['ACME.ru', 'acme.ru'],
    ['sales@acme.ru', 'acme.ru'],
    ['ivan@gmail.com', null],
    ['nothing', null],
  ])('TB-DB-07: the site of %s is %s', (text, site) => expect(normalSite(text)).toBe(site));

  it.each([
    ['ИНН 7707 083 893 / 770701001', '7707083893'],
    ['7707083893', '7707083893'],
    ['GB 123-4567-89', 'GB123456789'],
    ['vat no: de 811 907 980', 'DE811907980'],
    ['n/a', null],
    ['12', null],
  ])('TB-DB-07: the tax number %s is %s', (text, number) => expect(normalTaxNumber(text)).toBe(number));
});
