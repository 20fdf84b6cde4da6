/** Files from elsewhere, on their way into the client base. What other rooms may use of it is what stands here. */
export {};
