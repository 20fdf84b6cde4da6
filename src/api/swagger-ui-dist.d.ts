declare module 'swagger-ui-dist/absolute-path' {
  /** The folder that the package's files lie in. The package's own entry loads a megabyte of the page's code as well. */
  export default function absolutePath(): string;
}
