package handler

import (
	"context"
	"sync"

	"github.com/FerretDB/wire"
)

type handlerFunc func(context.Context, *wire.OpMsg) (*wire.OpMsg, error)

var writes sync.Mutex

// alone runs a command that writes while no other does. FerretDB reads documents and writes them back in
// transactions of their own, so that of two conditional updates at once both would find their condition met.
func alone(run handlerFunc) handlerFunc {
	return func(ctx context.Context, msg *wire.OpMsg) (*wire.OpMsg, error) {
		writes.Lock()
		defer writes.Unlock()

		return run(ctx, msg)
	}
}
