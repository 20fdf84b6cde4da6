/** What comes in by itself: web forms, mail, telephone calls. What other rooms may use of it is what stands here. */
export {};
