// Package ops is what the one who keeps the daemon running sees of it: figures
// for Prometheus, the last lines of the log, word to systemd, and the bundle
// that is sent along with a question. Nothing in it names a person, a patient
// or what was scanned.
package ops

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// latencies are the bounds of the histograms in seconds: from a decision in
// memory to a disk that hardly answers.
var latencies = []float64{.00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// Figures are counted while the daemon works. All methods are safe for use by
// many goroutines.
type Figures struct {
	registry    *prometheus.Registry
	scans       *prometheus.CounterVec
	decided     prometheus.Histogram
	durable     prometheus.Histogram
	checkpoints prometheus.Histogram
}

// Gauge is a figure as it stands now.
type Gauge struct {
	Name, Help string
	Labels     []string // name, value, name, value ...
	Value      float64
	Counts     bool // it only ever grows
}

// NewFigures makes figures; now is asked for the gauges whenever somebody looks.
func NewFigures(version string, now func() []Gauge) *Figures {
	histogram := func(name, help string) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: latencies})
	}
	f := &Figures{
		registry: prometheus.NewRegistry(),
		scans: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lotgate_scans_total",
			Help: "Scans by the station and the state of the screen that answered: good, ask, bad, idle."}, []string{"station", "outcome"}),
		decided:     histogram("lotgate_decision_seconds", "From a command's arrival to its decision, its wait for those before it included."),
		durable:     histogram("lotgate_durable_seconds", "From a command's arrival until what it led to was on the disk."),
		checkpoints: histogram("lotgate_checkpoint_seconds", "What a checkpoint took, beside the work."),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "lotgate_build_info", Help: "Always 1; says the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	f.registry.MustRegister(f.scans, f.decided, f.durable, f.checkpoints, build, asked(now),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return f
}

// Scan counts a scan by the state of the screen that answered it.
func (f *Figures) Scan(station, outcome string) { f.scans.WithLabelValues(station, outcome).Inc() }

// Command counts what a command took.
func (f *Figures) Command(decided, durable time.Duration) {
	f.decided.Observe(decided.Seconds())
	f.durable.Observe(durable.Seconds())
}

// Checkpoint counts what a checkpoint took.
func (f *Figures) Checkpoint(took time.Duration) { f.checkpoints.Observe(took.Seconds()) }

// Handler writes the figures in the form that Prometheus reads.
func (f *Figures) Handler() http.Handler {
	return promhttp.HandlerFor(f.registry, promhttp.HandlerOpts{DisableCompression: true})
}

// asked collects gauges by asking for them.
type asked func() []Gauge

// Describe tells nothing beforehand: which gauges there are depends on what
// hangs on the daemon.
func (asked) Describe(chan<- *prometheus.Desc) {}

// Collect asks.
func (a asked) Collect(out chan<- prometheus.Metric) {
	for _, g := range a() {
		var names, values []string
		for i := 0; i+1 < len(g.Labels); i += 2 {
			names, values = append(names, g.Labels[i]), append(values, g.Labels[i+1])
		}
		kind := prometheus.GaugeValue
		if g.Counts {
			kind = prometheus.CounterValue
		}
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc(g.Name, g.Help, names, nil), kind, g.Value, values...)
	}
}
