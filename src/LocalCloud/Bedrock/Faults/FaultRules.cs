using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Faults;

/// <summary>The faults asked for, in the order they were added: the first that matches an invocation strikes.</summary>
internal sealed class FaultRules
{
    private readonly Lock _lock = new();
    private readonly List<FaultRule> _rules = [];

    /// <summary>The rules left, with the times left.</summary>
    public IReadOnlyList<FaultRule> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _rules];
            }
        }
    }

    /// <exception cref="ArgumentException">The rule could never do what it says.</exception>
    public void Add(FaultRule rule)
    {
        rule.Validate();
        lock (_lock)
        {
            _rules.Add(rule);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
        }
    }

    /// <summary>Takes one time off the rule that matches.</summary>
    public FaultRule? Strike(InvokeModelTarget target, string region, string prompt, bool guarded)
    {
        lock (_lock)
        {
            var index = _rules.FindIndex(rule => rule.Matches(target, region, prompt, guarded));
            if (index < 0)
            {
                return null;
            }

            var rule = _rules[index];
            if (rule.Times == 1)
            {
                _rules.RemoveAt(index);
            }
            else
            {
                _rules[index] = rule with { Times = rule.Times - 1 };
            }

            return rule;
        }
    }
}
