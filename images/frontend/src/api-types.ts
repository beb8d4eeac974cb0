// The types of the services' HTTP interface, made from their schemas by `npm run api-types`.
// Not to be edited: a test compares it with what the services say.
export interface paths {
  "/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The events by their start */
    get: {
      parameters: {
        query: {
          /** @description how many, from 1 to 100 */
          limit: number;
          /** @description `next` of the page before */
          cursor?: string;
          /** @description upcoming, those that have not begun, soonest first; or past, the others, latest first */
          when: "upcoming" | "past";
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              items: {
                id: string;
                name: string;
                description: string;
                /** @description in UTC */
                start: string;
                /** @description in UTC */
                end: string;
                /** @description the IANA name of the time zone of its place */
                timeZone: string;
                location: {
                  name: string;
                  address: string;
                  country: string;
                  halls: string[];
                };
                capacity: number;
                /** @description the id of the person whose event it is, if it is anybody's */
                createdBy?: string;
                /** @enum {unknown} */
                status: "scheduled" | "cancelled";
                /** @description as far as bookings have been told of */
                seatsLeft: number;
              }[];
              /** @description the cursor of the next page, if there is one */
              next?: string;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    put?: never;
    /** Create an event */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description 1 to 255 visible ASCII characters */
          "idempotency-key"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /** @description 1 to 100 characters, not only blanks, without control characters */
            name: string;
            /** @description at most 2000 characters, without control characters but line breaks and tabs */
            description: string;
            /**
             * @description a date and time with its offset, such as 2027-05-01T19:30:00Z
             * @example 2027-05-01T19:30:00Z
             */
            start: string;
            /**
             * @description a date and time with its offset, such as 2027-05-01T19:30:00Z
             * @example 2027-05-01T19:30:00Z
             */
            end: string;
            /**
             * @description the IANA name of the time zone of its place, such as Europe/Amsterdam
             * @example Europe/Amsterdam
             */
            timeZone: string;
            /** @description the number of seats, from 1 to 100000 */
            capacity: number;
            /** @description an object with name, address, country and halls */
            location: {
              /** @description 1 to 100 characters, not only blanks, without control characters */
              name: string;
              /** @description 1 to 200 characters, not only blanks, without control characters */
              address: string;
              /** @description 1 to 60 characters, not only blanks, without control characters */
              country: string;
              /**
               * @description the names of at most 50 halls
               * @default []
               */
              halls: string[];
            };
          };
        };
      };
      responses: {
        /** @description Default Response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              id: string;
              name: string;
              description: string;
              /** @description in UTC */
              start: string;
              /** @description in UTC */
              end: string;
              /** @description the IANA name of the time zone of its place */
              timeZone: string;
              location: {
                name: string;
                address: string;
                country: string;
                halls: string[];
              };
              capacity: number;
              /** @description the id of the person whose event it is, if it is anybody's */
              createdBy?: string;
              /** @enum {unknown} */
              status: "scheduled" | "cancelled";
              /** @description as far as bookings have been told of */
              seatsLeft: number;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Conflict */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unprocessable Entity */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/events/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** An event */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description an event's id, a UUID in lower case */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              id: string;
              name: string;
              description: string;
              /** @description in UTC */
              start: string;
              /** @description in UTC */
              end: string;
              /** @description the IANA name of the time zone of its place */
              timeZone: string;
              location: {
                name: string;
                address: string;
                country: string;
                halls: string[];
              };
              capacity: number;
              /** @description the id of the person whose event it is, if it is anybody's */
              createdBy?: string;
              /** @enum {unknown} */
              status: "scheduled" | "cancelled";
              /** @description as far as bookings have been told of */
              seatsLeft: number;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Not Found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Cancel an event of the caller's; it can still be read, and once cancelled, it stays so */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description an event's id, a UUID in lower case */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Not Found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    options?: never;
    head?: never;
    /**
     * Change an event of the caller's
     * @description What is not given stays. Whoever has booked learns of it, a moment later. Bookings that are made while the number of seats is lowered stand all the same.
     */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description an event's id, a UUID in lower case */
          id: string;
        };
        cookie?: never;
      };
      /** @description an object with at least one of name, description, start, end, timeZone, capacity */
      requestBody: {
        content: {
          "application/json": {
            /** @description 1 to 100 characters, not only blanks, without control characters */
            name?: string;
            /** @description at most 2000 characters, without control characters but line breaks and tabs */
            description?: string;
            /**
             * @description a date and time with its offset, such as 2027-05-01T19:30:00Z
             * @example 2027-05-01T19:30:00Z
             */
            start?: string;
            /**
             * @description a date and time with its offset, such as 2027-05-01T19:30:00Z
             * @example 2027-05-01T19:30:00Z
             */
            end?: string;
            /**
             * @description the IANA name of the time zone of its place, such as Europe/Amsterdam
             * @example Europe/Amsterdam
             */
            timeZone?: string;
            /** @description the number of seats, from 1 to 100000 */
            capacity?: number;
          };
        };
      };
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              id: string;
              name: string;
              description: string;
              /** @description in UTC */
              start: string;
              /** @description in UTC */
              end: string;
              /** @description the IANA name of the time zone of its place */
              timeZone: string;
              location: {
                name: string;
                address: string;
                country: string;
                halls: string[];
              };
              capacity: number;
              /** @description the id of the person whose event it is, if it is anybody's */
              createdBy?: string;
              /** @enum {unknown} */
              status: "scheduled" | "cancelled";
              /** @description as far as bookings have been told of */
              seatsLeft: number;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Not Found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Conflict */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    trace?: never;
  };
  "/bookings": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The caller's bookings, newest first */
    get: {
      parameters: {
        query: {
          /** @description how many, from 1 to 100 */
          limit: number;
          /** @description `next` of the page before */
          cursor?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              items: {
                id: string;
                eventId: string;
                eventName: string;
                /** @description in UTC */
                eventStart: string;
                /** @description the IANA name of the time zone of the event's place */
                eventTimeZone: string;
                seats: number;
                /**
                 * @description cancelled as well when the event is
                 * @enum {unknown}
                 */
                status: "booked" | "cancelled";
                /** @description in UTC */
                bookedAt: string;
              }[];
              /** @description the cursor of the next page, if there is one */
              next?: string;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    put?: never;
    /** Book seats of an event, until it ends */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description 1 to 255 visible ASCII characters */
          "idempotency-key"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /** @description an event's id, a UUID in lower case */
            eventId: string;
            /** @description the number of seats, from 1 to 100000 */
            seats: number;
          };
        };
      };
      responses: {
        /** @description Default Response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              id: string;
              eventId: string;
              eventName: string;
              /** @description in UTC */
              eventStart: string;
              /** @description the IANA name of the time zone of the event's place */
              eventTimeZone: string;
              seats: number;
              /**
               * @description cancelled as well when the event is
               * @enum {unknown}
               */
              status: "booked" | "cancelled";
              /** @description in UTC */
              bookedAt: string;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Not Found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Conflict */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unprocessable Entity */
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/bookings/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Cancel a booking of the caller's; once cancelled, it stays so */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description a booking's id, a UUID in lower case */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Not Found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/register": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make an account */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /**
             * @description 3 to 32 letters of one script, digits, '.', '_' or '-', of which the first is a letter or digit; names that differ only in case or accents count as the same
             * @example ada
             */
            username: string;
            /**
             * @description an e-mail address in ASCII of at most 254 characters; case does not matter
             * @example ada@example.com
             */
            email: string;
            /** @description 8 to 128 characters, none of them a control character, and no common password */
            password: string;
          };
        };
      };
      responses: {
        /** @description Default Response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              id: string;
              username: string;
              email: string;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Conflict */
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Too Many Requests */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/login": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begin a session */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /**
             * @description an e-mail address in ASCII of at most 254 characters; case does not matter
             * @example ada@example.com
             */
            email: string;
            /** @description the password, of at most 128 characters */
            password: string;
          };
        };
      };
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              /** @description for the header `Authorization: Bearer <token>` */
              token: string;
              /** @description the token's lifetime in seconds */
              expiresIn: number;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Too Many Requests */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/logout": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End the session */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/users/me": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The account that is logged in */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              id: string;
              username: string;
              email: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    /**
     * Delete the account
     * @description Ends all its sessions; its name and address are free again. What other services hold by the account's id, such as bookings, stays there.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /** @description the password, of at most 128 characters */
            password: string;
          };
        };
      };
      responses: {
        /** @description Default Response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Too Many Requests */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/users/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What everybody may know of a user */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          /** @description a user's id, a UUID in lower case */
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Default Response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              id: string;
              username: string;
            };
          };
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Not Found */
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/users/me/password": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Change the password
     * @description Ends all sessions of the account, this one as well.
     */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /** @description the password, of at most 128 characters */
            password: string;
            /** @description 8 to 128 characters, none of them a control character, and no common password */
            newPassword: string;
          };
        };
      };
      responses: {
        /** @description Default Response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unauthorized */
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Forbidden */
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Too Many Requests */
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/password-resets": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Set a forgotten password anew
     * @description Nothing here sends mail: an operator makes the token, which is for one use within 30 minutes, by `node main.cjs reset-password EMAIL` in a pod of this service, and hands it to the account's owner. Ends all sessions of the account.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /** @description a token for one use, as an operator makes it */
            token: string;
            /** @description 8 to 128 characters, none of them a control character, and no common password */
            password: string;
          };
        };
      };
      responses: {
        /** @description Default Response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description Bad Request */
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Payload Too Large */
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Unsupported Media Type */
        415: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
        /** @description Service Unavailable */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              error: {
                /** @description For programs: it stays the same when the message changes */
                code: string;
                /** @description For people */
                message: string;
                fields?: {
                  /** @description A field of the body or path, `body`, or a header */
                  field: string;
                  message: string;
                }[];
              };
              /** @description Stands in every log line of the request */
              requestId: string;
            };
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: never;
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
