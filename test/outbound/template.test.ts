import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type MailValues, renderMail } from '../../src/outbound/render';
import { type MailTemplate, PLACEHOLDERS, readTemplate } from '../../src/outbound/template';

const TEXT = `mail: hello
subject: { en: "{deal}, {number}", ru: "Сделка {deal}" }
text:
  en: |
    {person}, "{deal}" is <late>.

    Owner: {owner}
  ru: "{person}"
`;

function template(text = TEXT): MailTemplate {
  const read = readTemplate(text);
  if (!read.template) throw new Error(JSON.stringify(read.findings));
  return read.template;
}

const values = (given: Partial<MailValues> = {}): MailValues => ({
  ...(Object.fromEntries(PLACEHOLDERS.map((name) => [name, `the ${name}`])) as MailValues),
  ...given,
});

describe('a mail template', () => {
  it.each(readdirSync(join(__dirname, '../../mails')).filter((file) => file.endsWith('.yaml')))(
    'that ships is read: %s',
    (file) => {
      const { name } = template(readFileSync(join(__dirname, '../../mails', file), 'utf8'));
      expect(`${name}.yaml`).toBe(file);
    },
  );

  it('is refused with every placeholder that there is not, each in its place', () => {
    const read = readTemplate(TEXT.replace('{number}', '{numbr}').replace('Owner: {owner}', 'Owner: {owner.email}'));
    expect(read).toEqual({
      findings: [
        expect.objectContaining({
          line: 2,
          message: expect.stringContaining('There is no {numbr}; there are {person},'),
        }),
        expect.objectContaining({ line: 4, message: expect.stringContaining('There is no {owner.email};') }),
      ],
    });
  });

  it.each([
    ['a language that is missing', TEXT.replace(', ru: "Сделка {deal}"', ''), "'subject.ru' is missing."],
    ['a part that there is not', `${TEXT}bcc: all@example.com\n`, "A mail has no 'bcc'."],
    ['a subject of two lines', TEXT.replace('Сделка ', 'Сделка\\n'), 'Must be one line'],
    ['no name', TEXT.replace('hello', 'Hello World'), 'Must be a name of small letters'],
    ['no YAML', 'mail: [', 'The text is not YAML'],
  ])('is refused for %s', (_, text, said) => {
    const { findings = [] } = readTemplate(text) as { findings?: { message: string }[] };
    expect(findings.map(({ message }) => message).join('\n')).toContain(said);
  });
});

describe('a mail', () => {
  it('says the same as text and as HTML, in the language that is asked for', () => {
    expect(renderMail(template(), 'en', values({ deal: 'Racks' }))).toEqual({
      subject: 'Racks, the number',
      text: 'the person, "Racks" is <late>.\n\nOwner: the owner',
      html: '<p>the person, &quot;Racks&quot; is &lt;late&gt;.</p>\n<p>Owner: the owner</p>',
    });
    expect(renderMail(template(), 'ru', values({ deal: 'Стеллажи' })).subject).toBe('Сделка Стеллажи');
  });

  it('takes a name for words, whatever it holds', () => {
    const deal = 'Racks\r\nBcc: all@example.com\r\n\r\n<script>alert("{owner}")</script>\u202Egpj.exe';
    const mail = renderMail(template(), 'en', values({ deal }));
    expect(mail.subject).toBe('Racks Bcc: all@example.com <script>alert("{owner}")</script> gpj.exe, the number');
    expect(mail.html).toContain('&lt;script&gt;alert(&quot;{owner}&quot;)&lt;/script&gt;');
    expect(mail.html).not.toContain('<script');
  });

  it('lets no value add a line, a mark of HTML or a value of another placeholder', () => {
    const shape = renderMail(template(), 'en', values());
    const words = fc.string({
      unit: fc.constantFrom('a', '<', '>', '&', '"', '{deal}', '\r', '\n', '\u2028', '\u0000', ' '),
    });
    fc.assert(
      fc.property(words, words, (deal, owner) => {
        const mail = renderMail(template(), 'en', values({ deal, owner }));
        expect(mail.subject).not.toMatch(/[\p{Cc}\p{Zl}]/u);
        expect(mail.text.split('\n').length).toBe(shape.text.split('\n').length);
        expect(mail.html.replace(/[^<>]/g, '')).toBe(shape.html.replace(/[^<>]/g, ''));
      }),
    );
  });

  it('cuts a value that is longer than any name', () => {
    expect(renderMail(template(), 'en', values({ deal: 'x'.repeat(10_000) })).subject.length).toBeLessThan(220);
  });
});
